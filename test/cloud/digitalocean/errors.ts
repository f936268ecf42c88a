/** How DigitalOcean says no: a status, and {id, message}. */

export class ApiError extends Error {
  readonly status: number;
  readonly id: string;

  constructor(status: number, id: string, message: string) {
    super(message);
    this.status = status;
    this.id = id;
  }
}

export function refused(message: string): ApiError {
  return new ApiError(422, "unprocessable_entity", message);
}
