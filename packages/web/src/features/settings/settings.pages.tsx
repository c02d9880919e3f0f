export { AppearancePage } from './appearance.page.js';
export { KeysPage } from './keys.page.js';
export { ProfilePage } from './profile.page.js';
export { SessionsPage } from './sessions.page.js';
