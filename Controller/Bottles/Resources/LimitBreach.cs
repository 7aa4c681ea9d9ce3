namespace BotBottle.Controller.Bottles.Resources;

/// <summary>A limit that a bottle passed, for which it is ended.</summary>
/// <param name="Key">The key below <c>limits:</c> in settings.yml that raises it; null for what is kept free for the host.</param>
/// <param name="Message">What was full, for a person: <c>its memory reached 17.2 GiB, and its limit is 16 GiB</c>.</param>
internal sealed record LimitBreach(string? Key, string Message);
