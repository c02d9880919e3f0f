export { type Config, loadConfig, type Setting, StartError, settings } from './config.js';
export { type RunningServer, type StartOptions, serve, start } from './main.js';
