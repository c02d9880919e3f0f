export type TemplateErrorCode =
  | 'variables_missing'
  | 'variable_invalid'
  | 'include_not_found'
  | 'include_cycle'
  | 'include_too_deep'
  | 'include_invalid'
  | 'render_too_large'
  | 'template_invalid';

interface TemplateErrorDetails {
  missing?: string[];
  errors?: { path: string; message: string }[];
}

/** Every failure of this package. The codes are those of the HTTP API, which answers them with 422. */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;
  /** `variables_missing` only: the names in order of first appearance. */
  readonly missing?: string[];
  /** What is wrong with which value: paths begin with `variables.`. */
  readonly errors?: { path: string; message: string }[];

  constructor(code: TemplateErrorCode, message: string, details: TemplateErrorDetails = {}) {
    super(message);
    this.name = 'TemplateError';
    this.code = code;
    if (details.missing) this.missing = details.missing;
    if (details.errors) this.errors = details.errors;
  }
}
