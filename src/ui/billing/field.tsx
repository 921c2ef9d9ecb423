"use client";

import { type ReactNode, useId } from "react";
import { field as fieldStyle } from "../settings/buttons";

type Props = {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: string;
  maxLength: number;
  /** Lines to show; one is a plain field. */
  rows?: number;
  hint?: ReactNode;
  /** What is wrong with it, tied to the field. */
  problem: string | undefined;
  className?: string;
};

/** A labelled field with its hint and what is wrong with it, both read out with it. */
export function TextField(props: Props) {
  const { id, label, value, onChange, autoComplete, maxLength, rows = 1, hint, problem } = props;
  const noteId = useId();
  const shared = {
    ...{ id, value, autoComplete, maxLength, spellCheck: false },
    "aria-invalid": problem !== undefined,
    "aria-describedby": noteId,
  };
  return (
    <div className={props.className}>
      <label htmlFor={id} className="block text-small text-muted">
        {label}
      </label>
      {rows === 1 ? (
        <input
          {...shared}
          onChange={({ target }) => onChange(target.value)}
          className={fieldStyle}
        />
      ) : (
        <textarea
          {...shared}
          rows={rows}
          onChange={({ target }) => onChange(target.value)}
          className={`${fieldStyle} py-2`}
        />
      )}
      <Notes id={noteId} problem={problem}>
        {hint}
      </Notes>
    </div>
  );
}

type NotesProps = { id: string; problem: string | undefined; children: ReactNode };

function Notes({ id, problem, children }: NotesProps) {
  return (
    <div id={id} className="mt-1 max-w-prose text-small text-muted empty:hidden">
      {problem !== undefined && <p className="text-ochre">{problem}</p>}
      {children}
    </div>
  );
}
