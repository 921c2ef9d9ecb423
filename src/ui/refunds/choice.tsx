"use client";

import { type ReactNode, useId } from "react";

type Props<T extends string> = {
  legend: string;
  options: readonly T[];
  of: T;
  words: (option: T) => ReactNode;
  onChoose: (option: T) => void;
  focusFirst?: boolean;
};

/** One of a few, each with its words. */
export function Choices<T extends string>({
  legend,
  options,
  of,
  words,
  onChoose,
  focusFirst = false,
}: Props<T>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-small text-muted">{legend}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-1">
        {options.map((option, index) => (
          <label key={option} className="flex min-h-6 items-baseline gap-2">
            <input
              type="radio"
              name={name}
              value={option}
              checked={of === option}
              onChange={() => onChoose(option)}
              className="accent-green"
              {...(focusFirst && index === 0 && { "data-focus-first": true })}
            />
            <span>{words(option)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
