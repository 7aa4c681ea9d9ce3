using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Certificates;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The CA that is kept on disk. <c>--isolation none</c> and the stand-alone proxy use it, and their clients are configured once to trust it. Bottles never see
/// it: each has its own CA, in memory only.
/// </summary>
internal static class PersistentAuthority
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets the path of the certificate.</summary>
    public static string CertificatePath(BottleHome home) => Path.Combine(home.CertificateAuthority, "ca.pem");

    /// <summary>Reads the CA, or creates it if there is none. The key has mode 0600. Two processes that create it at once end up with the same one.</summary>
    public static CertificateAuthorityPem Load(BottleHome home, DateTimeOffset now)
    {
        home.Create();
        BottleHome.MakePrivate(home.CertificateAuthority);
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

    /// <summary>
    /// Opens the lock file, with retries. .NET takes its own shared lock at every open and does not wait for it, so the open fails while another run holds this
    /// lock.
    /// </summary>
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
                // Another process may take a second to create a key.
            }
        }
    }

    private static void Write(string path, string text)
    {
        // Replaced by rename, so that a crash leaves no half-written key.
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
