using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary><c>run</c> tells the controller of an edit of its routes file, or of its bottles; the routes reach the proxy in its orders.</summary>
/// <param name="Routes">The new routes; null where the edit is broken and the last good ones stay.</param>
/// <param name="Message">What happened, for the operator.</param>
/// <param name="Budgets">What the run's bottles declare now; null where the edit is broken, or of a file that declares none.</param>
public sealed record RouteEdit(RouteSet? Routes, string Message, BudgetEdit? Budgets = null);
