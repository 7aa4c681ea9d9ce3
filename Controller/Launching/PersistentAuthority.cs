using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Certificates;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The CA that lasts: of <c>--isolation none</c> and of the proxy alone, whose clients are told once to trust it. Bottles never see it: each has
/// one of its own that exists in memory only.
/// </summary>
internal static class PersistentAuthority
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Where the certificate is.</summary>
    public static string CertificatePath(BottleHome home) => Path.Combine(home.CertificateAuthority, "ca.pem");

    /// <summary>Reads it, or makes it where there is none. The key has mode 0600; of two that make it at once both end up with the same.</summary>
    public static CertificateAuthorityPem Load(BottleHome home, DateTimeOffset now)
    {
        home.Create();
        ControllerFiles.MakePrivate(home.CertificateAuthority);
        string keyPath = Path.Combine(home.CertificateAuthority, "ca.key");
        using SafeFileHandle held = OpenLock(Path.Combine(home.CertificateAuthority, "ca.lock"));
        FileLock.Exclusive(held);
        if (!File.Exists(keyPath) || !File.Exists(CertificatePath(home)))
        {
            CertificateAuthorityPem made = CertificateAuthorityFactory.Create("host", now, Lifetime);
            Write(CertificatePath(home), made.Certificate);
            Write(keyPath, made.Key);
        }

        return new CertificateAuthorityPem(File.ReadAllText(CertificatePath(home)), File.ReadAllText(keyPath));
    }

    /// <summary>.NET takes a shared lock of its own with every open and does not wait for it: while another run holds this one, the open itself fails.</summary>
    private static SafeFileHandle OpenLock(string path)
    {
        for (long start = Environment.TickCount64; ; Thread.Sleep(Pause))
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            }
            catch (IOException held) when (held.GetType() == typeof(IOException) && Environment.TickCount64 - start < Patience.TotalMilliseconds)
            {
                // A key takes the other a second to make.
            }
        }
    }

    private static void Write(string path, string text)
    {
        // A rename, so that a crash leaves no half of a key behind.
        string draft = path + ".new";
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (StreamWriter writer = new(draft, options))
        {
            writer.Write(text);
        }

        File.Move(draft, path, overwrite: true);
    }
}
