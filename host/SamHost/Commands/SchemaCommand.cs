using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Studies;

namespace SamHost.Commands;

/// <summary><c>samhost schema</c>: the JSON schema of appsettings.json, with the options of the plugins that are present.</summary>
public sealed class SchemaCommand
{
    private readonly SettingsOptions _settings = new();

    public Command Create()
    {
        var command = new Command("schema", "Prints a JSON schema of appsettings.json, for editors to complete and check by.");
        _settings.AddTo(command);
        command.SetAction(arguments =>
        {
            var workspace = Workspace.Open(arguments, _settings, [], NullLogger.Instance);
            // Not indented by the console: the output is a file.
            Console.Out.WriteLine(JsonText.Of(StudySchema.Of(workspace.Catalog)));
            return (int)ExitCode.Success;
        });
        return command;
    }
}
