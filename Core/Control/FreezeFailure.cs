namespace BotBottle.Core.Control;

/// <summary>A bottle could not be frozen; its agent runs on, without egress.</summary>
/// <param name="Message">Why, for a person.</param>
public sealed record FreezeFailure(string Message);
