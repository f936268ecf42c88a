/** The module time, whose clock stands still, so that a fit is repeatable. */
import type { Body } from "../builtins/define-builtins.ts";
import type { Module } from "../values/module.ts";
import { library } from "./define-module.ts";

const stopped: Body = () => 0;

export function timeModule(): Module {
  return library("time", {
    sleep: () => null,
    time: stopped,
    perf_counter: stopped,
    monotonic: stopped,
    process_time: stopped,
    strftime: ([format]) => format!,
    ctime: () => "",
  });
}
