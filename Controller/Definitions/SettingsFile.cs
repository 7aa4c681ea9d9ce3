using System.Security.Cryptography.X509Certificates;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Reads the host's settings.yml, and the file that it names.</summary>
internal static class SettingsFile
{
    /// <summary>Reads the settings; without a file all defaults apply. Settings that this version ignores are reported on standard error.</summary>
    /// <exception cref="ConfigurationException">A setting is invalid.</exception>
    /// <exception cref="CommandFailure">The file cannot be read.</exception>
    public static HostSettings Load(CommandHost host)
    {
        string? text;
        try
        {
            text = ConfigurationFile.ReadIfPresent(host.Home.Settings, host.Home.Settings, Links.Follow);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, FileTrouble.Say(host.Home.Settings, host.Home.Settings, failure), ConfigurationFile.UntilMended, failure);
        }

        // Every key is optional, and so is the file.
        return text is null ? HostSettings.Default : HostSettingsReader.Read(text, host.Home.Settings);
    }

    /// <summary>Warns about an invalid settings.yml while a controller continues with the earlier settings.</summary>
    public static void Warn(CommandHost host)
    {
        try
        {
            _ = Load(host);
        }
        catch (Exception broken) when (broken is ConfigurationException or CommandFailure)
        {
            host.Complain($"warning: {broken.Message}\n  {ConfigurationFile.UntilMended}");
        }
    }

    /// <summary>Gets the consequence of an invalid file; null if the error is in the command line.</summary>
    public static string? Consequence(ConfigurationException broken, BottleHome home) =>
        broken.Mark.File == home.Settings ? ConfigurationFile.UntilMended
        : broken.Mark.IsInFile ? "Nothing was started. Correct the line and try again."
        : broken.Mark.File == "--bottle" ? $"Bottles are files: {home.Bottles}/NAME.md." : null;

    /// <summary>Gets the configuration for finding and trusting upstreams, with the certificates of <c>upstream.ca</c>.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or contains no certificate: nothing is started with less trust than configured.</exception>
    public static UpstreamConfiguration Upstream(CommandHost host, UpstreamSettings upstream)
    {
        if (upstream.CertificateFile is not { } written)
        {
            return new UpstreamConfiguration(null, upstream.Resolve);
        }

        string path = written.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(host.Environment.GetValueOrDefault("HOME", "/"), written[2..])
            : Path.Combine(host.Home.Root, written);
        try
        {
            string text = ConfigurationFile.Read(path, written, Links.Follow);
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(text);
            return certificates.Count > 0
                ? new UpstreamConfiguration(text, upstream.Resolve)
                : throw new CommandFailure(ExitCode.Usage, $"upstream.ca: {path} holds no certificate (PEM)", $"It is set in {host.Home.Settings}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            string trouble = failure is System.Security.Cryptography.CryptographicException
                ? $"{path} holds no certificate (PEM): {failure.Message}"
                : FileTrouble.Say(path, path, failure);
            throw new CommandFailure(ExitCode.Usage, $"upstream.ca: {trouble}", $"It is set in {host.Home.Settings}.", failure);
        }
    }
}
