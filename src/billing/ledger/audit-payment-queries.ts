import type { Check } from "./audit-queries";

/** By account and currency: what `stripe_balance` is beyond what payments, refunds, disputes and bookings brought. */
export const stripeBalanceDiffers = `
  select account_id, asset, sum(minor) as minor
  from (
    select b.account_id, l.asset, b.balance as minor
    from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
    where l.kind = 'stripe_balance'
    union all
    select account_id, currency, -amount_minor from payments
    where settled_currency is null or settled_currency = currency
    union all
    select account_id, settled_currency, fee_minor from payments where settled_currency = currency
    union all
    select account_id, settled_currency, fee_minor - settled_minor from payments where settled_currency <> currency
    union all
    select account_id, currency, card_minor + excess_minor from refunds
    where status = 'succeeded' and coalesce(settled_currency, currency) = currency
    union all
    select account_id, settled_currency, -settled_minor from refunds
    where status = 'succeeded' and settled_currency <> currency
    union all
    select account_id, settled_currency, fee_minor from refunds where fee_minor is not null
    union all
    select account_id, settled_currency, fee_minor - settled_minor from dispute_movements
    union all
    select account_id, currency, fee_minor - amount_minor from balance_bookings) one
  group by account_id, asset having sum(minor) <> 0`;

/** FAULTS I5–I7: what the processor took and kept, against the ledger. */
export const paymentChecks: Check[] = [
  {
    name: "stripe_balance is what payments brought, less refunds, disputes and what the processor kept",
    wrong: `
      select account_id, format('stripe_balance in %s differs from payments less refunds and fees by %s', asset, minor) as detail
      from (${stripeBalanceDiffers}) differs`,
  },
  {
    name: "processor_fees are the fees of payments, refunds and disputes",
    wrong: `
      select account_id, format('processor_fees in %s differ from those of payments and refunds by %s', asset, sum(minor)) as detail
      from (
        select b.account_id, l.asset, b.balance as minor
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'processor_fees'
        union all
        select account_id, settled_currency, -fee_minor from payments where fee_minor is not null
        union all
        select account_id, settled_currency, -fee_minor from refunds where fee_minor is not null
        union all
        select account_id, settled_currency, -fee_minor from dispute_movements
        union all
        select account_id, currency, case kind when 'fees' then amount_minor else 0 end - fee_minor from balance_bookings) one
      group by account_id, asset having sum(minor) <> 0`,
  },
  {
    name: "a charge is booked once, under its name in the directory",
    wrong: `
      select p.account_id, format('payment %s of charge %s: the directory names %s', p.id, p.charge_id, d.id) as detail
      from payments p
      left join directory d on d.kind = 'charge' and d.key = p.charge_id
      where d.id is null or d.id <> p.id or d.account_id <> p.account_id`,
  },
  {
    name: "a collection is for what it says of its documents",
    wrong: `
      select c.account_id, format('collection %s asks for %s, its documents for %s', c.id, c.amount_minor, sum(d.minor)) as detail
      from collections c
      left join collection_documents d on d.account_id = c.account_id and d.collection_id = c.id
      group by c.account_id, c.id, c.amount_minor having c.amount_minor is distinct from sum(d.minor)::int8`,
  },
  {
    name: "a paid collection has its payment",
    wrong: `
      select c.account_id, format('collection %s of %s is paid, its payments bring %s', c.id, c.amount_minor,
        coalesce(sum(p.amount_minor), 0)) as detail
      from collections c
      left join payments p on p.account_id = c.account_id and p.collection_id = c.id
      where c.status = 'paid'
      group by c.account_id, c.id, c.amount_minor having coalesce(sum(p.amount_minor), 0) < c.amount_minor`,
  },
];
