"use client";

import type { QuoteId } from "@/lib/ids";
import { answerOf, api } from "@/trpc/client";
import { Adjust } from "@/ui/adjustments/adjust";
import type { AdjustActs, OpenGrant } from "@/ui/adjustments/data";
import type { Note, SavedView } from "@/ui/customers/data";
import { Notes } from "@/ui/customers/notes";
import { SavedViews } from "@/ui/customers/views";

// What the buttons ask of the server; `ui` knows nothing of it.
const { accounts, adjustments } = api.staff;

const viewActs = {
  save: (input: { name: string; search: string }) => answerOf(accounts.saveView.mutate(input)),
  remove: (input: { viewId: string }) => answerOf(accounts.removeView.mutate(input)),
};
const noteActs = {
  addNote: (input: { account: string; body: string; pinned: boolean }) =>
    answerOf(accounts.addNote.mutate(input)),
  removeNote: (input: { account: string; noteId: string }) =>
    answerOf(accounts.removeNote.mutate(input)),
};

type Wish = Parameters<typeof adjustments.preview.mutate>[0]["wish"];
const adjustActs: AdjustActs = {
  preview: ({ account, wish }) =>
    answerOf(adjustments.preview.mutate({ account, wish: wish as Wish })),
  request: ({ quoteId, ...input }) =>
    answerOf(adjustments.request.mutate({ ...input, quoteId: quoteId as QuoteId })),
};

export function AdjustOf(props: { account: string; grants: OpenGrant[]; may: boolean }) {
  return <Adjust {...props} acts={adjustActs} />;
}

export function Views(props: { views: SavedView[]; search: string }) {
  return <SavedViews {...props} acts={viewActs} />;
}

export function NotesOf(props: { account: string; notes: Note[]; zone: string; may: boolean }) {
  return <Notes {...props} acts={noteActs} />;
}
