using System.CommandLine;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Studies.Plans;

namespace SamHost.Commands;

/// <summary><c>samhost schema</c>: the JSON schema of appsettings.json, with the options of the plugins that are present.</summary>
internal sealed class SchemaCommand(IEnumerable<SettingsSection> sections, InstalledPlugins plugins) : IVerb
{
    public static Command Define()
    {
        var command = new Command("schema", "Prints a JSON schema of appsettings.json, for editors to complete and check by.");
        SettingsSource.AddTo(command);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        // Not indented by the console: the output is a file.
        Console.Out.WriteLine(JsonText.Of(StudySchema.Of(sections, plugins.Load())));
        return ExitCode.Success;
    }
}
