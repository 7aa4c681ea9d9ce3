namespace BotBottle.Core.Control;

/// <summary>Settings key <c>upstream</c>, read and checked.</summary>
/// <param name="CertificateAuthorities">PEM texts trusted besides the system's roots; null for none.</param>
/// <param name="Resolve">Host to <c>address:port</c>, like curl's <c>--connect-to</c>; may name a private address.</param>
public sealed record UpstreamConfiguration(string? CertificateAuthorities, IReadOnlyDictionary<string, string> Resolve);
