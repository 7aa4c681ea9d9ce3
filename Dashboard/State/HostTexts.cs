namespace BotBottle.Dashboard.State;

/// <summary>Names of hosts, cut where that misleads nobody.</summary>
internal static class HostTexts
{
    /// <summary>The end of a name, which says who owns it: an agent that may choose what is before it must not be able to push that out of sight.</summary>
    public static string End(string host, int width) => host.Length <= width ? host : "…" + host[^Math.Max(0, width - 1)..];
}
