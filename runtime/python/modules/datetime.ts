/** The module datetime. Now is the beginning of 1970: scripts use it to time themselves or to write a heading. */
import type { Body } from "../builtins/define-builtins.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { library } from "./define-module.ts";

export function datetimeModule(): Module {
  const cls = new PyClass("datetime", [], new Map());
  const moment = () => {
    const now = new PyObject(cls);
    for (const [name, value] of Object.entries({ year: 1970n, month: 1n, day: 1n, hour: 0n, minute: 0n, second: 0n })) {
      now.attributes.set(name, value);
    }
    return now;
  };
  const text = () => "1970-01-01 00:00:00";
  const members: Record<string, Body> = {
    isoformat: () => "1970-01-01T00:00:00",
    strftime: text,
    __str__: text,
    __sub__: moment,
    total_seconds: () => 0,
  };
  for (const [name, body] of Object.entries(members)) cls.members.set(name, new Builtin(name, body));
  for (const name of ["now", "today", "utcnow"]) cls.members.set(name, new Builtin(name, moment));
  return library("datetime", { timedelta: moment }, { datetime: cls, date: cls });
}
