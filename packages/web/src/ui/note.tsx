import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

type Kind = 'bad' | 'warn' | 'good' | 'info';
const icons: Record<Kind, IconName> = { bad: 'alert', warn: 'alert', good: 'check', info: 'info' };

/** What happened, beside the thing it happened to. Bad news interrupts, other news waits its turn. */
export function Note({ kind, children, actions }: { kind: Kind; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={`note ${kind === 'info' ? '' : `note-${kind}`}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <span>{children}</span>
      {actions}
    </div>
  );
}
