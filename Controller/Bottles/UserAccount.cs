using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>The user who runs this process, from the user database.</summary>
/// <param name="Name">The login name; the number if the database has none.</param>
/// <param name="Uid">The user's number.</param>
/// <param name="Gid">The number of the process's group.</param>
/// <param name="Home">The home folder in the database; null if it has none.</param>
internal sealed record UserAccount(string Name, uint Uid, uint Gid, string? Home)
{
    /// <summary>Looks the caller up in /etc/passwd; a user of a directory service gets the name in $USER.</summary>
    public static UserAccount Current()
    {
        var uid = Processes.User();
        var number = uid.ToString(CultureInfo.InvariantCulture);
        var entry = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length >= 7 && fields[2] == number)
            : null;
        return new UserAccount(entry?[0] ?? (Environment.UserName is { Length: > 0 } name ? name : number), uid, Processes.GroupId(),
            entry?[5] is { Length: > 0 } home ? home : null);
    }
}
