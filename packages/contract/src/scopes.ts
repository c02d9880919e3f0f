/** What an API key may be allowed to do. Effective rights are these, cut by what its user may do now. */
export const scopes = ['prompts:read', 'prompts:write', 'labels:write', 'export', 'mcp'] as const;
export type Scope = (typeof scopes)[number];
