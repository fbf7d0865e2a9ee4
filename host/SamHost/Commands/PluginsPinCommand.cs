using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using SamHost.Configuration;
using SamHost.Plugins.Trust;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost plugins pin</c>: writes down the plugins as they are now, so that nothing else may run. None of their code runs.</summary>
public sealed class PluginsPinCommand(IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<string[]> _only = new("--only") { Description = "Only this plugin; any number of times.", HelpName = "NAME" };
    private readonly Option<string?> _out = new("--out") { Description = "Writes a file instead of printing.", HelpName = "FILE" };
    private readonly Option<string?> _sign = new("--sign") { Description = "Signs the file with this private ECDSA P-256 key (PEM), into FILE.sig.", HelpName = "KEY" };

    public Command Create()
    {
        var command = new Command("pin", "Lists the plugins that are there with the SHA-256 of every file, as settings: with them, nothing else may run.");
        _settings.AddTo(command);
        command.Options.Add(_only);
        command.Options.Add(_out);
        command.Options.Add(_sign);
        command.SetAction(arguments => (int)Pin(arguments));
        return command;
    }

    private ExitCode Pin(ParseResult arguments)
    {
        var (file, keyFile) = (arguments.GetValue(_out), arguments.GetValue(_sign));
        if (keyFile is not null && file is null) throw new UserErrorException("--sign needs --out FILE: the signature is that of a file.");
        using var key = keyFile is null ? null : SigningKey.FromPrivate(keyFile);
        var plugins = PluginPins.Of(Workspace.PluginsWithoutLists(arguments, _settings), arguments.GetValue(_only) ?? [], AppContext.BaseDirectory, Environment.CurrentDirectory);
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

    // A list is made again and again; other settings are not to be lost by a slip.
    private static void RequireListOrNothing(string file)
    {
        if (!File.Exists(file)) return;
        var settings = SettingsFile.Read(file, new SettingsProblems());
        if (settings is not { Members.Count: 1 } || settings["Plugins"] is not { Members.Count: 1 } plugins || plugins["Allow"] is null)
            throw new UserErrorException($"--out {file}: the file holds something other than a list of plugins, which would be lost; name another file.");
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
