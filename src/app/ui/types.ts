/** An action in a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Said under the label. */
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly onselect: () => void;
}

/** One of a few choices, of which one holds. */
export interface Choice<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  readonly disabled?: boolean;
  /** BCP 47 tag where the label is in another language than the page. */
  readonly lang?: string;
}
