import { Icon } from './icon.js';

export function StarButton({ isOn, label, onToggle }: { isOn: boolean; label: string; onToggle: () => void }) {
  return (
    <button type="button" className="star" aria-pressed={isOn} aria-label={label} title={label} onClick={onToggle}>
      <Icon name="star" isFilled={isOn} />
    </button>
  );
}
