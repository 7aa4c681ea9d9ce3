namespace BotBottle.Proxy.Reports;

/// <summary>
/// Limits the texts in a report that an agent or an upstream chose, so that a line always fits <see cref="Spool.MaxLine"/>. JSON writes some characters as six.
/// </summary>
internal static class ReportText
{
    public const int MaxPath = 256;
    public const int MaxName = 128;

    public static string? Limit(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
