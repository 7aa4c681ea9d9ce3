namespace BotBottle.Dashboard.State;

/// <summary>Shortens host names without hiding their owner.</summary>
internal static class HostTexts
{
    /// <summary>The end of a name, which shows its owner. An agent may choose the start, and must not be able to push the end out of view.</summary>
    public static string End(string host, int width) => host.Length <= width ? host : "…" + host[^Math.Max(0, width - 1)..];
}
