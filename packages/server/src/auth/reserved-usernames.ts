/** Usernames that would look like a part of the site or like those who run it. */
export const reservedUsernames: ReadonlySet<string> = new Set(
  `about abuse account accounts admin administrator anonymous api app assets auth billing blog collections contact
   dashboard discover docs download everyone events export feedback health help home import incipit info instance
   invite invites legal login logout mail mcp metrics moderator nobody null official password postmaster privacy
   profile profiles prompts public register root search security session settings setup share shares sign-in sign-out
   sign-up signin signout signup staff static status support system tags team terms test trash undefined user users
   webhooks webmaster workspace workspaces www`.split(/\s+/),
);
