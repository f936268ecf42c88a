/**
 * Which small faults a file can be given. A mutant is one edit by one of the
 * standard operators of mutation testing; the tests of a room should notice it.
 *
 *   R. A. DeMillo, R. J. Lipton & F. G. Sayward, Computer 11 (4), 34 (1978)
 *
 * Code is read by TypeScript's parser, so types, comments and imports are no places,
 * and neither are texts with a space in them, which are messages. A seed draws lines,
 * and an operator on each: whoever draws twice, or after an edit elsewhere, gets the
 * same ones.
 */
import { createHash } from "node:crypto";
import ts from "typescript";

export type Operator = "comparison" | "sign" | "constant" | "condition" | "logic" | "drop" | "return";

export interface Mutant {
  file: string;
  operator: Operator;
  /** From 1. */
  line: number;
  /** The line that the edit begins in, as it is and as it becomes, both trimmed. */
  was: string;
  becomes: string;
  /** The whole file with the edit. */
  mutated: string;
  /** Names the mutant by its file, line and edit: it stays when other lines change. */
  id: string;
}

interface Edit {
  operator: Operator;
  start: number;
  end: number;
  text: string;
}

const SWAPS: Partial<Record<ts.SyntaxKind, [Operator, string]>> = {
  [ts.SyntaxKind.LessThanToken]: ["comparison", "<="],
  [ts.SyntaxKind.LessThanEqualsToken]: ["comparison", "<"],
  [ts.SyntaxKind.GreaterThanToken]: ["comparison", ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ["comparison", ">"],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ["comparison", "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ["comparison", "==="],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ["logic", "||"],
  [ts.SyntaxKind.BarBarToken]: ["logic", "&&"],
  [ts.SyntaxKind.PlusToken]: ["sign", "-"],
  [ts.SyntaxKind.MinusToken]: ["sign", "+"],
  [ts.SyntaxKind.AsteriskToken]: ["sign", "/"],
  [ts.SyntaxKind.SlashToken]: ["sign", "*"],
  [ts.SyntaxKind.PlusEqualsToken]: ["sign", "-="],
  [ts.SyntaxKind.MinusEqualsToken]: ["sign", "+="],
  [ts.SyntaxKind.AsteriskEqualsToken]: ["sign", "/="],
  [ts.SyntaxKind.SlashEqualsToken]: ["sign", "*="],
  [ts.SyntaxKind.PlusPlusToken]: ["sign", "--"],
  [ts.SyntaxKind.MinusMinusToken]: ["sign", "++"],
};

/** All mutants of one file, in its order. */
export function mutantsOf(file: string, code: string): Mutant[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const lines = code.split("\n");
  // Equal lines are told apart by their order.
  const seen = new Map<string, number>();
  const occurrence = lines.map((line) => {
    const before = seen.get(line.trim()) ?? 0;
    seen.set(line.trim(), before + 1);
    return before;
  });
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (isNoPlace(node)) return;
    edits.push(...editsAt(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.map(({ operator, start, end, text }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const mutated = code.slice(0, start) + text + code.slice(end);
    const was = lines[line]!.trim();
    return {
      file,
      operator,
      line: line + 1,
      was,
      becomes: mutated.split("\n")[line]!.trim(),
      mutated,
      id: hash(file, was, occurrence[line]!, character - lines[line]!.search(/\S/), operator, text),
    };
  });
}

/** One mutant of each line, all in an order that only the seed and the mutants decide: the first of it are the drawn. */
export function drawOrder(mutants: readonly Mutant[], seed: number): Mutant[] {
  const rank = (mutant: Mutant) => hash(seed, mutant.id);
  const ofLines = Object.values(Object.groupBy(mutants, ({ file, line }) => `${file}:${line}`));
  return ofLines.map((some) => lowest(some!, rank)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function lowest(mutants: readonly Mutant[], rank: (mutant: Mutant) => string): Mutant {
  return mutants.reduce((best, mutant) => (rank(mutant) < rank(best) ? mutant : best));
}

function hash(...parts: (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** What only a type checker or a reader sees. */
function isNoPlace(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

function editsAt(node: ts.Node, source: ts.SourceFile): Edit[] {
  const replace = (target: ts.Node, operator: Operator, text: string): Edit => ({
    operator,
    start: target.getStart(source),
    end: target.getEnd(),
    text,
  });
  const edits: Edit[] = [];
  if (ts.isBinaryExpression(node) && !joinsTexts(node)) {
    const swap = SWAPS[node.operatorToken.kind];
    if (swap !== undefined) edits.push(replace(node.operatorToken, ...swap));
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operand } = node;
    const step = operatorText(node.operator);
    if (node.operator === ts.SyntaxKind.MinusToken) edits.push(replace(node, "sign", ` ${operand.getText(source)}`));
    else if (step !== undefined) {
      const start = ts.isPrefixUnaryExpression(node) ? node.getStart(source) : operand.getEnd();
      edits.push({ operator: "sign", start, end: start + step.length, text: step });
    }
  }
  if (ts.isNumericLiteral(node)) edits.push(replace(node, "constant", otherNumber(node)));
  if (node.kind === ts.SyntaxKind.TrueKeyword) edits.push(replace(node, "constant", "false"));
  if (node.kind === ts.SyntaxKind.FalseKeyword) edits.push(replace(node, "constant", "true"));
  if (ts.isStringLiteral(node) && isWord(node)) edits.push(replace(node, "constant", '""'));
  const condition = conditionOf(node);
  if (condition) edits.push(replace(condition, "condition", `!(${condition.getText(source)})`));
  if (canBeDropped(node)) edits.push(replace(node, "drop", ";"));
  if (ts.isStatement(node) && canReturnBefore(node)) {
    edits.push({ operator: "return", start: node.getStart(source), end: node.getStart(source), text: "return; " });
  }
  return edits;
}

/** `++` for `--` and the other way round. */
function operatorText(operator: ts.SyntaxKind): string | undefined {
  if (operator === ts.SyntaxKind.PlusPlusToken) return "--";
  return operator === ts.SyntaxKind.MinusMinusToken ? "++" : undefined;
}

/** A `+` that joins texts has no sign. */
function joinsTexts(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (ts.isParenthesizedExpression(node)) return joinsTexts(node.expression);
  const joins = [ts.SyntaxKind.PlusToken, ts.SyntaxKind.PlusEqualsToken];
  return (
    ts.isBinaryExpression(node) &&
    joins.includes(node.operatorToken.kind) &&
    (joinsTexts(node.left) || joinsTexts(node.right))
  );
}

/** 0 becomes 1, 1 becomes 2, and 0.5 a tenth more. */
function otherNumber(node: ts.NumericLiteral): string {
  const value = Number(node.text.replaceAll("_", ""));
  return String(Number.isInteger(value) && value + 1 !== value ? value + 1 : value * 1.1);
}

/** A word that the program reads or writes: a key, a kind, a unit. Not a module's path, a property's name or what an error says. */
function isWord(node: ts.StringLiteral): boolean {
  const { parent, text } = node;
  if (text === "" || /\s/.test(text) || /^(\.{1,2}\/|node:)/.test(text)) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) return false;
  return text.startsWith("GX_") || !isThrown(node);
}

function isThrown(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return true;
  return !ts.isStatement(node) && node.parent !== undefined && isThrown(node.parent);
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

function canBeDropped(node: ts.Node): boolean {
  if (ts.isExpressionStatement(node)) return !isSuper(node);
  if (ts.isIfStatement(node)) return node.elseStatement === undefined;
  return ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node);
}

function isSuper(node: ts.ExpressionStatement): boolean {
  return ts.isCallExpression(node.expression) && node.expression.expression.kind === ts.SyntaxKind.SuperKeyword;
}

/** Before any statement of a function's body but its last, where it would be no more than a drop. */
function canReturnBefore(node: ts.Statement): boolean {
  const body = node.parent;
  if (!ts.isBlock(body) || !ts.isFunctionLike(body.parent) || ts.isConstructorDeclaration(body.parent)) return false;
  return node !== body.statements.at(-1) && !ts.isFunctionDeclaration(node);
}
