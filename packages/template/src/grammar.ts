import { templateLimits } from './limits.js';

/*
 * The words of both dialects as sources of regular expressions. `u` counts code points: a name has at most 100.
 * Inside the braces there may be spaces and tabs, never a line end.
 */
const { variableName, promptName, label } = templateLimits;
const name = String.raw`[\p{L}_][\p{L}\p{Nd}_.-]{0,${variableName - 1}}`;
const include = String.raw`>[ \t]*([a-z0-9][a-z0-9._-]{0,${promptName - 1}})(?:@([a-z0-9._-]{1,${label}}))?`;

/*
 * Linear on any input: neighbouring classes are disjoint (two runs of blanks must have something between them), and only
 * the start of a placeholder holds an opening brace, so that a failed attempt never scans what another one scans.
 */

/** Groups: variable, include, selector. */
export const simplePlaceholder = new RegExp(String.raw`\{\{[ \t]*(?:(${name})|${include})[ \t]*\}\}`, 'gu');

/** Groups: unescaped variable, include, selector, sign, other name. Comments are read apart. */
export const mustacheTag = new RegExp(
  String.raw`\{\{(?:\{[ \t]*(${name}|\.)[ \t]*\}\}\}|[ \t]*${include}[ \t]*\}\}|[ \t]*(?:([&#^/])[ \t]*)?(${name}|\.)[ \t]*\}\})`,
  'uy',
);
