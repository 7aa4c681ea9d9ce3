using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The bottle's whole /etc, written to runs/ID/etc before the start and mounted read-only. It consists of copies, not of mounts: with mounts, a bottle of root
/// could read files for root only (shadow, private keys). The host's name servers and hosts do not belong there either. A folder of links alone is mounted:
/// hundreds of links written anew would be the greater part of a start.
/// </summary>
internal static class EtcFolder
{
    /// <summary>Files with the run's CA alone, and with the system's roots added. Debian's own Java reads the last one by default.</summary>
    public static readonly TrustFiles Trust = new("/etc/ssl/bot-bottle-ca.pem", "/etc/ssl/certs/ca-certificates.crt", JavaStore);

    private const string JavaStore = "/etc/ssl/certs/java/cacerts";

    /// <summary>Files of /etc that programs of /usr need to start; none names the host or its users.</summary>
    private static readonly string[] Copied =
    [
        "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "locale.conf", "default/locale", "debian_version",
        "os-release", "ssl/openssl.cnf", "pki/tls/openssl.cnf", "crypto-policies", "inputrc", "bash.bashrc", "profile", "terminfo", "mime.types",
        "services", "protocols", "shells", "fonts", "magic", "magic.mime", "perl", "python3", "sensors3.conf", "ImageMagick-6", "lynx", "dotnet",
        "maven/m2.conf", "maven/logging",
    ];

    /// <summary>The links to the programs that the host has chosen among several.</summary>
    private const string Alternatives = "/etc/alternatives";

    private static readonly string[] CopiedPrefixes = ["java-", "python3."];

    /// <summary>Writes the folder anew.</summary>
    /// <param name="folder">runs/ID/etc, which the agent cannot write.</param>
    /// <param name="plan">Gives the route hosts and the CA.</param>
    /// <param name="user">The bottle's one user.</param>
    /// <param name="home">The agent's HOME.</param>
    public static void Write(string folder, BottlePlan plan, UserAccount user, string home)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true); // left over from before a resume, with another CA
        }

        Directory.CreateDirectory(folder);
        var names = Copied.Concat(Directory.EnumerateFileSystemEntries("/etc")
            .Select(path => Path.GetFileName(path))
            .Where(name => CopiedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
        foreach (var name in names)
        {
            PublicCopy.Copy(Path.Combine("/etc", name), Path.Combine(folder, name));
        }

        string alternatives = Path.Combine(folder, Path.GetFileName(Alternatives));
        if (HoldsLinksAlone(Alternatives))
        {
            Directory.CreateDirectory(alternatives);
        }
        else
        {
            PublicCopy.Copy(Alternatives, alternatives);
        }

        WriteOwn(folder, plan);
        Put(folder, "hostname", "bottle\n");
        Put(folder, "nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\nnetworks: files\nprotocols: files\nservices: files\n");
        Put(folder, "passwd", Passwd(user, home));
        Put(folder, "group", Group(user));
        var bundle = File.ReadAllText(Path.Combine(folder, Trust.Bundle["/etc/".Length..]));
        foreach (var place in TrustBundle.Places)
        {
            Put(folder, place["/etc/".Length..], bundle);
        }

    }

    /// <summary>The mounts in /etc besides the folder itself.</summary>
    public static IEnumerable<Mount> Mounts() => HoldsLinksAlone(Alternatives) ? [new(MountKind.ReadOnly, Alternatives, Alternatives)] : [];

    // A link shows nothing but its target, which is in the bottle or is not.
    private static bool HoldsLinksAlone(string folder) =>
        new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } links && links.EnumerateFileSystemInfos().All(entry => entry.LinkTarget is not null);

    /// <summary>The files that always belong to the run: host names, no name server, trusted roots.</summary>
    public static readonly string[] Own = ["/etc/hosts", "/etc/resolv.conf", Trust.Ca, Trust.Bundle, JavaStore];

    /// <summary>Writes <see cref="Own"/>.</summary>
    public static void WriteOwn(string folder, BottlePlan plan)
    {
        Put(folder, "hosts", Hosts(plan.RouteHosts));
        Put(folder, "resolv.conf", "");
        Put(folder, Trust.Ca["/etc/".Length..], plan.CaPem);
        var bundle = TrustBundle.Make(plan.CaPem);
        Put(folder, Trust.Bundle["/etc/".Length..], bundle);
        Put(folder, JavaStore["/etc/".Length..], JavaTrustStore.Make(bundle));
    }

    /// <summary>Makes the hosts file. It serves clients that ignore the proxy variables; the bottle has no name server for them.</summary>
    /// <exception cref="BottleException">A name is not a host name; it could add lines of its own.</exception>
    private static string Hosts(IEnumerable<string> routeHosts)
    {
        var text = new StringBuilder("127.0.0.1 localhost bottle\n::1 localhost ip6-localhost ip6-loopback\n");
        foreach (var host in routeHosts)
        {
            if (host.Length is 0 or > 253 || !host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
            {
                throw new BottleException($"'{host}' is not a host name");
            }

            text.Append("127.0.0.1 ").Append(host).Append('\n');
        }

        return text.ToString();
    }

    private static string Passwd(UserAccount user, string home)
    {
        var own = $"{user.Name}:x:{user.Uid}:{user.Gid}::{home}:/bin/sh\n";
        return (user.Uid == 0 ? own : "root:x:0:0:root:/root:/bin/sh\n" + own) + "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n";
    }

    private static string Group(UserAccount user) =>
        (user.Gid == 0 ? "" : $"{user.Name}:x:{user.Gid}:\n") + "root:x:0:\nnogroup:x:65534:\n";

    private static void Put(string folder, string name, string content) => Put(folder, name, Encoding.UTF8.GetBytes(content));

    private static void Put(string folder, string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
