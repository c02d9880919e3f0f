import type { ReactNode } from 'react';

interface SegProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; name: string; show?: ReactNode }[];
  onChange: (value: T) => void;
  isSmall?: boolean;
  className?: string;
}

/** A small set of which one is chosen. */
export function Seg<T extends string>({
  label,
  value,
  options,
  onChange,
  isSmall = false,
  className = '',
}: SegProps<T>) {
  return (
    <fieldset className={`seg ${isSmall ? 'seg-sm' : ''} ${className}`} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-label={option.show ? option.name : undefined}
          title={option.show ? option.name : undefined}
          onClick={() => onChange(option.value)}
        >
          {option.show ?? option.name}
        </button>
      ))}
    </fieldset>
  );
}
