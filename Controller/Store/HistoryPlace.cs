namespace BotBottle.Controller.Store;

/// <summary>A position in the host's history: the reader does not know the entries after it.</summary>
/// <param name="Event">An event's <see cref="Core.Control.LoggedEvent.Seq"/>; 0 before the first.</param>
/// <param name="Exchange">A ledger row's <see cref="Core.Control.ExchangeView.Id"/>; 0 before the first.</param>
internal readonly record struct HistoryPlace(long Event, long Exchange);
