using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Core.Certificates;

/// <summary>The fields of a server certificate that the caller chooses.</summary>
/// <param name="Names">Its alternative names: DNS names, in Unicode or as A-labels, and IP addresses. Without names it has no such extension.</param>
/// <param name="NotBefore">Start of its validity; fractions of a second are dropped.</param>
/// <param name="NotAfter">End of its validity; fractions of a second are dropped.</param>
public sealed record ServerCertificate(IReadOnlyList<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>Its common name, which only people read; null leaves the subject empty, and so does one of more than 64 characters
    /// (RFC 5280, ub-common-name). The first of <see cref="Names"/>, if nothing else is set.</summary>
    public string? CommonName { get; init; } = Names.Count > 0 ? Names[0] : null;

    /// <summary>True to set the extended key usage clientAuth instead of serverAuth; a server cannot use the certificate then.</summary>
    public bool IsForClients { get; init; }

    /// <summary>An extension besides the usual ones.</summary>
    public X509Extension? Extra { get; init; }
}
