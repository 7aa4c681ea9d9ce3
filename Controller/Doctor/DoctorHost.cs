using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BotBottle.Controller.Doctor;

/// <summary>
/// The host's part of an examination: things that a bottle must not reach (a port, sockets, secrets) and folders that it shares. They are real, so that a hole
/// is detected, and are removed afterwards.
/// </summary>
internal sealed class DoctorHost : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly string _private;

    /// <summary>Creates all of them.</summary>
    /// <param name="stateFolder">~/.bot-bottle.</param>
    public DoctorHost(string stateFolder)
    {
        Scratch = Directory.CreateTempSubdirectory("bot-bottle-doctor-").FullName;
        Id = "doctor-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Directory.CreateDirectory(stateFolder);
        _private = Path.Combine(stateFolder, Id);
        Directory.CreateDirectory(_private);
        SecretFile = Path.Combine(_private, "secret");
        File.WriteAllText(SecretFile, Key);

        var port = Listen(new IPEndPoint(IPAddress.Loopback, 0), AddressFamily.InterNetwork, ProtocolType.Tcp);
        HostPort = ((IPEndPoint)port.LocalEndPoint!).Port;
        SocketFile = Path.Combine(_private, "socket");
        Listen(new UnixDomainSocketEndPoint(SocketFile), AddressFamily.Unix, ProtocolType.Unspecified);
        AbstractSocket = "bot-bottle-" + Id;
        Listen(new UnixDomainSocketEndPoint("\0" + AbstractSocket), AddressFamily.Unix, ProtocolType.Unspecified);

        Project = MakeRepository(Path.Combine(Scratch, "project"));
        Other = Directory.CreateDirectory(Path.Combine(Scratch, "other")).FullName;
    }

    /// <summary>Id of the run.</summary>
    public string Id { get; }

    /// <summary>The folder that contains the shared folders.</summary>
    public string Scratch { get; }

    /// <summary>A shared folder with a repository.</summary>
    public string Project { get; }

    /// <summary>An empty shared folder.</summary>
    public string Other { get; }

    /// <summary>The stand-in for a provider's key in the host's environment.</summary>
    public string Key { get; }

    /// <summary>A file of the state folder.</summary>
    public string SecretFile { get; }

    /// <summary>A port on the host's loopback that accepts connections.</summary>
    public int HostPort { get; }

    /// <summary>A Unix socket of the host that accepts connections.</summary>
    public string SocketFile { get; }

    /// <summary>The name of an abstract Unix socket of the host that accepts connections.</summary>
    public string AbstractSocket { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        Directory.Delete(Scratch, recursive: true);
        Directory.Delete(_private, recursive: true);
    }

    private Socket Listen(EndPoint place, AddressFamily family, ProtocolType protocol)
    {
        var socket = new Socket(family, SocketType.Stream, protocol);
        _sockets.Add(socket);
        socket.Bind(place);
        socket.Listen(8);
        return socket;
    }

    /// <summary>Makes the least that git accepts as a repository, without git, which the host may not have.</summary>
    private static string MakeRepository(string folder)
    {
        foreach (var inside in (string[])["objects", "refs/heads", "hooks"])
        {
            Directory.CreateDirectory(Path.Combine(folder, ".git", inside));
        }

        File.WriteAllText(Path.Combine(folder, ".git/HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(folder, ".git/config"), "[core]\n\trepositoryformatversion = 0\n");
        return folder;
    }
}
