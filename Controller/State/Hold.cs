using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Reservation for one admitted call until its usage is known. It counts in every account of its run's chain.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model of the request; null if the request named none.</param>
/// <param name="Tokens">The reserved tokens.</param>
/// <param name="Answer">The admission's response; a repeated request gets the same one.</param>
/// <param name="LeasedAt">Time when the call was admitted, or was last found in a spool of its run.</param>
internal sealed record Hold(string Provider, string? Model, CallHold Tokens, AdmissionAnswer Answer, DateTimeOffset LeasedAt);
