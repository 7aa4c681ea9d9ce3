using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// A Java truststore in Sun's JKS format, which every Java version reads: a header, the trusted certificates, and a checksum over both. Java reads no PEM and
/// no variable that names one. (PKCS#12 would need a package: the framework's reference assemblies leave its builder out.)
/// </summary>
internal static class JavaTrustStore
{
    /// <summary>What everybody's truststore is sealed with; it keeps nothing secret.</summary>
    public const string Password = "changeit";

    private const uint Magic = 0xFEEDFEED;
    private const int Version = 2;
    private const int TrustedCertificate = 2;

    /// <summary>Makes one of all certificates of a PEM bundle.</summary>
    public static byte[] Make(string bundle)
    {
        using var store = new MemoryStream();
        var certificates = Certificates(bundle);
        Write32(store, unchecked((int)Magic));
        Write32(store, Version);
        Write32(store, certificates.Count);
        for (var i = 0; i < certificates.Count; i++)
        {
            Write32(store, TrustedCertificate);
            WriteText(store, i.ToString(CultureInfo.InvariantCulture)); // the alias
            Write32(store, 0); // when it was put in, in milliseconds: nobody asks
            Write32(store, 0);
            WriteText(store, "X.509");
            Write32(store, certificates[i].Length);
            store.Write(certificates[i]);
        }

        store.Write(Checksum(store.ToArray()));
        return store.ToArray();
    }

    private static List<byte[]> Certificates(string bundle)
    {
        var found = new List<byte[]>();
        for (ReadOnlySpan<char> rest = bundle; PemEncoding.TryFind(rest, out var pem); rest = rest[pem.Location.End..])
        {
            if (rest[pem.Label] is "CERTIFICATE")
            {
                found.Add(Convert.FromBase64String(rest[pem.Base64Data].ToString()));
            }
        }

        return found;
    }

    [SuppressMessage("Security", "CA5350", Justification = "The format's checksum is SHA-1; it vouches for nothing: the file is read-only for the agent.")]
    private static byte[] Checksum(byte[] store) =>
        SHA1.HashData([.. Encoding.BigEndianUnicode.GetBytes(Password), .. "Mighty Aphrodite"u8, .. store]);

    private static void Write32(Stream to, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        to.Write(bytes);
    }

    private static void WriteText(Stream to, string ascii)
    {
        to.Write([(byte)(ascii.Length >> 8), (byte)ascii.Length]);
        to.Write(Encoding.ASCII.GetBytes(ascii));
    }
}
