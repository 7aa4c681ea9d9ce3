namespace BotBottle.Core.Settings;

/// <summary>Settings key <c>upstream</c>.</summary>
/// <param name="CertificateFile">Path of a PEM file that is trusted besides the system's roots, as written (<c>~/</c> is the reader's home); null for none.</param>
/// <param name="Resolve">Host to <c>address:port</c>: connections to that host go there instead, like curl's <c>--connect-to</c>.</param>
public sealed record UpstreamSettings(string? CertificateFile, IReadOnlyDictionary<string, string> Resolve)
{
    /// <summary>The system's roots and resolver alone.</summary>
    public static UpstreamSettings Default { get; } = new(null, new Dictionary<string, string>());
}
