using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Trust;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>
/// <c>samhost plugins pin</c>: writes down the plugins as they are now, so that nothing else may run. None of their code runs.
/// </summary>
internal sealed class PluginsPinCommand(ParseResult arguments, Settings settings, IAnsiConsole console) : IVerb
{
    private static readonly Option<string[]> Only =
        new("--only") { Description = "Only this plugin; any number of times.", HelpName = "NAME" };
    private static readonly Option<string?> Out = new("--out") { Description = "Writes a file instead of printing.", HelpName = "FILE" };
    private static readonly Option<string?> Sign =
        new("--sign") { Description = "Signs the file with this private ECDSA P-256 key (PEM), into FILE.sig.", HelpName = "KEY" };

    public static Command Define()
    {
        var command = new Command(
            "pin", "Lists the plugins that are there with the SHA-256 of every file, as settings: with them, nothing else may run.");
        SettingsSource.AddTo(command);
        command.Options.Add(Only);
        command.Options.Add(Out);
        command.Options.Add(Sign);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var (file, keyFile) = (arguments.GetValue(Out), arguments.GetValue(Sign));
        if (keyFile is not null && file is null) throw new UserErrorException("--sign needs --out FILE: the signature is that of a file.");
        using var key = keyFile is null ? null : SigningKey.FromPrivate(keyFile);
        var plugins = PluginPins.Of(WithoutLists(), arguments.GetValue(Only) ?? [], AppContext.BaseDirectory, Environment.CurrentDirectory);
        var text = JsonText.Of(PluginPins.Settings(plugins)) + "\n";
        if (file is null)
        {
            Console.Out.Write(text);
            return ExitCode.Success;
        }

        RequireListOrNothing(file);
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(file, bytes);
        console.WriteLine($"{plugins.Count} plugins with {plugins.Sum(plugin => plugin.Files.Count)} files are in {file}.");
        if (key is null) return ExitCode.Success;
        Write(file + SignedList.SignatureSuffix, key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        console.WriteLine($"Signed. Its settings: Plugins:SignedList={file} and Plugins:PublicKey={SigningKey.PublicText(key)}");
        return ExitCode.Success;
    }

    // The lists that this verb makes may be missing or out of date.
    private PluginsOptions WithoutLists()
    {
        string[] lists = [nameof(PluginsOptions.Allow), nameof(PluginsOptions.SignedList), nameof(PluginsOptions.PublicKey)];
        var tree = lists.Aggregate(settings.Tree, (tree, list) => tree.Without("Plugins", list));
        return settings.With(tree).Section<PluginsOptions>();
    }

    // A list is made again and again; other settings are not to be lost by a slip.
    private static void RequireListOrNothing(string file)
    {
        if (!File.Exists(file)) return;
        var settings = SettingsFile.Read(file, new SettingsProblems());
        if (settings is not { Members.Count: 1 } || settings["Plugins"] is not { Members.Count: 1 } plugins || plugins["Allow"] is null)
            throw new UserErrorException(
                $"--out {file}: the file holds something other than a list of plugins, which would be lost; name another file.");
    }

    private static void Write(string file, byte[] bytes)
    {
        var part = file + ".part";
        try
        {
            File.WriteAllBytes(part, bytes);
            File.Move(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--out {file}: it cannot be written: {e.Message.TrimEnd('.')}.");
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }
}
