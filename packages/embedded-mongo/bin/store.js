#!/usr/bin/env node
import { runStore } from '../dist/run-store.js';

process.exitCode = await runStore(process.argv.slice(2));
