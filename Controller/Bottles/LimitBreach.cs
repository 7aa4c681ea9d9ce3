using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>A limit that a bottle exceeded and for which it is ended.</summary>
/// <param name="Key">The key below <c>limits:</c> in settings.yml that raises it; null for the host's reserve.</param>
/// <param name="Message">The exhausted resource, for people: <c>its memory reached 17.2 GiB, and its limit is 16 GiB</c>.</param>
/// <param name="Raised">A higher value for the key, as written there.</param>
internal sealed record LimitBreach(string? Key, string Message, string? Raised = null)
{
    /// <summary>
    /// Doubles an amount and writes it in the largest whole unit; <c>none</c> if the host has no more, because the host's reserve stays in any case.
    /// </summary>
    /// <param name="bytes">The exceeded limit.</param>
    /// <param name="most">The host's capacity.</param>
    public static string Twice(long bytes, long most) =>
        bytes > most / 2 ? "none" : ByteAmount.Format(bytes % (1L << 29) == 0 ? bytes * 2 : bytes >> 19 << 20).Replace(" ", "", StringComparison.Ordinal);
}
