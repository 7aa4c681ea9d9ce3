using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Builds a chain anew where the platform took a wrong turn. Authorities may have several certificates (RFC 4158 section 2.2: another signed them too); the
/// platform follows the first one that a server sends, and does not turn back where it leads to no root, or in a circle.
/// </summary>
internal static class ChainBuilder
{
    /// <summary>Builds the chain of the shortest way to a root. The platform verifies it in full, by the same policy.</summary>
    /// <param name="server">The server's certificate.</param>
    /// <param name="policy">The policy of the chain that failed, with the certificates that the server sent.</param>
    /// <returns>A valid chain, which the caller disposes of; null if there is none.</returns>
    public static X509Chain? Rebuild(X509Certificate2 server, X509ChainPolicy policy)
    {
        X509ChainPolicy shorter = policy.Clone();
        shorter.ExtraStore.Clear();
        shorter.ExtraStore.AddRange(OnShortestWays(policy.ExtraStore, policy.CustomTrustStore));
        if (shorter.ExtraStore.Count == policy.ExtraStore.Count)
        {
            return null;
        }

        X509Chain chain = new() { ChainPolicy = shorter };
        if (chain.Build(server))
        {
            return chain;
        }

        chain.Dispose();
        return null;
    }

    // The certificates that are as few steps from a root as any other of the same name. Names decide here, signatures when the chain is verified.
    private static X509Certificate2[] OnShortestWays(X509Certificate2Collection sent, X509Certificate2Collection roots)
    {
        List<X509Certificate2> kept = [];
        HashSet<string> reached = [.. roots.Select(root => Name(root.SubjectName))];
        List<X509Certificate2> left = [.. sent.DistinctBy(certificate => certificate.Thumbprint)];
        while (true)
        {
            X509Certificate2[] next =
                [.. left.Where(certificate => reached.Contains(Name(certificate.IssuerName)) && !reached.Contains(Name(certificate.SubjectName)))];
            if (next.Length == 0)
            {
                return [.. kept];
            }

            kept.AddRange(next);
            left.RemoveAll(next.Contains);
            reached.UnionWith(next.Select(certificate => Name(certificate.SubjectName)));
        }
    }

    private static string Name(X500DistinguishedName name) => Convert.ToHexString(name.RawData);
}
