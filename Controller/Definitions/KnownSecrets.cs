using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Loads the values of <c>dlp.known_secrets</c>. An entry that begins with a dot, a slash or a tilde is a file; any other is a variable of the host. Every
/// value of a file that could be a credential counts (<see cref="SecretFile"/>).
/// </summary>
internal static class KnownSecrets
{
    private const int MaxFileBytes = 256 * 1024;

    /// <summary>Gets the secrets that the proxies of this host scan for, with the values.</summary>
    /// <exception cref="CommandFailure">An entry cannot be loaded: no run starts with less protection than configured.</exception>
    public static DlpConfiguration Load(CommandHost host, DlpSettings? settings)
    {
        if (settings is null)
        {
            return DlpConfiguration.Empty;
        }

        SecretValue[] values = [.. settings.KnownSecrets.SelectMany(entry => IsFile(entry) ? ReadFile(host, entry) : ReadVariable(host, entry))
            .DistinctBy(secret => secret.Value)];
        return values.Length <= SecretFile.MostValues
            ? new DlpConfiguration(values, settings.Allow, settings.Rules)
            : throw CommandFailure.Usage(
                $"dlp.known_secrets: {values.Length} values are too many, the limit is {SecretFile.MostValues}: name smaller files, or the variables that "
                    + "matter");
    }

    /// <summary>Gets the entries that have a value now: the variables, and the paths of the files.</summary>
    public static (IReadOnlyList<string> Variables, IReadOnlyList<string> Files) Sources(CommandHost host, DlpSettings? settings)
    {
        IReadOnlyList<string> entries = settings?.KnownSecrets ?? [];
        return ([.. entries.Where(entry => !IsFile(entry) && host.Environment.GetValueOrDefault(entry, "").Length > 0)],
            [.. entries.Where(IsFile).Select(entry => PathOf(host, entry)).Where(File.Exists)]);
    }

    /// <summary>Gets a command for the ledger and its log: known values in it are replaced by asterisks.</summary>
    public static IReadOnlyList<string> Mask(
        IReadOnlyList<string> command, DlpConfiguration dlp, HostCredentials credentials, IReadOnlyList<RouteSecret> secrets)
    {
        string[] values =
        [
            .. dlp.KnownSecrets.Select(secret => secret.Value).Concat(credentials.Values.Select(held => held.Value))
                .Concat(secrets.Select(secret => secret.Secret))
                .Where(value => value.Length >= KnownSecret.MinBytes).OrderByDescending(value => value.Length),
        ];
        return [.. command.Select(word => values.Aggregate(word, (masked, value) => masked.Replace(value, "***", StringComparison.Ordinal)))];
    }

    private static bool IsFile(string entry) => entry.Contains('/', StringComparison.Ordinal) || entry[0] is '~' or '.';

    private static string PathOf(CommandHost host, string entry) => entry.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(host.Environment.GetValueOrDefault("HOME", "/"), entry[2..])
        : Path.GetFullPath(entry, host.Home.Root);

    private static IEnumerable<SecretValue> ReadVariable(CommandHost host, string variable)
    {
        string value = host.Environment.GetValueOrDefault(variable, "");
        if (value.Length == 0)
        {
            host.Complain($"warning: dlp.known_secrets: {variable} is not set here, so the proxy does not scan for its value");
            return [];
        }

        return Encoding.UTF8.GetByteCount(value) >= KnownSecret.MinBytes
            ? [new SecretValue(variable, value)]
            : throw CommandFailure.Usage(
                $"dlp.known_secrets: the value of {variable} has fewer than {KnownSecret.MinBytes} bytes, which occur in normal text by chance: remove it "
                    + "from the list, or use a longer one");
    }

    private static IEnumerable<SecretValue> ReadFile(CommandHost host, string entry)
    {
        string path = PathOf(host, entry);
        try
        {
            IReadOnlyList<SecretValue> values = SecretFile.Read(entry, Encoding.UTF8.GetString(RegularFile.Read(path, MaxFileBytes, Links.Follow)));
            if (values.Count == 0)
            {
                host.Complain($"warning: dlp.known_secrets: {entry} contains nothing that looks like a credential, so the proxy does not scan for it");
            }

            return values;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            host.Complain($"warning: dlp.known_secrets: {entry} does not exist, so the proxy does not scan for its values");
            return [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"settings.yml: dlp.known_secrets: {FileTrouble.Say(path, entry, failure)}", null, failure);
        }
    }
}
