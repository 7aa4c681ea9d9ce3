using System.Globalization;
using System.Security.Cryptography;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace BotBottle.Controller.Bottles;

/// <summary>A Java truststore in Sun's JKS format, which every Java version reads. Java cannot read PEM, and no variable could name a PEM file.</summary>
internal static class JavaTrustStore
{
    /// <summary>The default password of every truststore; it protects no secret.</summary>
    public const string Password = "changeit";

    /// <summary>Makes a truststore of all certificates in a PEM bundle; their aliases are their numbers from 0.</summary>
    public static byte[] Make(string bundle)
    {
        var store = new JksStore();
        for (ReadOnlySpan<char> rest = bundle; PemEncoding.TryFind(rest, out var pem); rest = rest[pem.Location.End..])
        {
            if (rest[pem.Label] is "CERTIFICATE" && Read(rest[pem.Base64Data]) is { } certificate)
            {
                store.SetCertificateEntry(store.Count.ToString(CultureInfo.InvariantCulture), certificate);
            }
        }

        using var written = new MemoryStream();
        store.Save(written, Password.AsSpan());
        return written.ToArray();
    }

    // Null for a malformed certificate: Java would refuse the whole store because of it. BouncyCastle throws another exception for each kind of fault.
    private static X509Certificate? Read(ReadOnlySpan<char> base64)
    {
        try
        {
            return new X509Certificate(Convert.FromBase64String(base64.ToString()));
        }
        catch (Exception malformed) when (malformed is ArgumentException or GeneralSecurityException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
