using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>One admitted call until its usage is known. It stands in every account of its run's chain.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model that was asked for; null where the request named none.</param>
/// <param name="Tokens">What it sets aside.</param>
/// <param name="Answer">What its proxy was answered; asked again, it is answered the same.</param>
/// <param name="LeasedAt">When it was admitted, or last found in a spool of its run.</param>
internal sealed record Hold(string Provider, string? Model, CallHold Tokens, AdmissionAnswer Answer, DateTimeOffset LeasedAt);
