using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>A limit that a bottle passed, for which it is ended.</summary>
/// <param name="Key">The key below <c>limits:</c> in settings.yml that raises it; null for what is kept free for the host.</param>
/// <param name="Message">What was full, for a person: <c>its memory reached 17.2 GiB, and its limit is 16 GiB</c>.</param>
/// <param name="Raised">What the key may say instead, as it is written there.</param>
internal sealed record LimitBreach(string? Key, string Message, string? Raised = null)
{
    /// <summary>Twice an amount, in the largest unit that is whole; <c>none</c> where the host has no more: it keeps its own part in any case.</summary>
    /// <param name="bytes">The limit that was passed.</param>
    /// <param name="most">What the host has.</param>
    public static string Twice(long bytes, long most) =>
        bytes > most / 2 ? "none" : ByteAmount.Format(bytes % (1L << 29) == 0 ? bytes * 2 : bytes >> 19 << 20).Replace(" ", "", StringComparison.Ordinal);
}
