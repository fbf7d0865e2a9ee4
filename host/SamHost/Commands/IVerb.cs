using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;

namespace SamHost.Commands;

/// <summary>A verb of the command line. It is created from the host's container, so that its constructor asks for what it needs.</summary>
internal interface IVerb
{
    /// <summary>Its name, arguments and options.</summary>
    static abstract Command Define();

    /// <summary>
    /// Adds the settings to the host, and services that only this verb needs. By default the settings are the merged layers.
    /// </summary>
    /// <exception cref="UserErrorException">A file of settings cannot be read.</exception>
    static virtual void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var problems = new SettingsProblems();
        builder.Services.AddSamHostSettings(SettingsSource.Merge(arguments, problems), problems);
    }

    /// <summary>Does it.</summary>
    /// <param name="cancellation">The host is asked to stop.</param>
    /// <exception cref="UserErrorException">A mistake of the user.</exception>
    ExitCode Run(CancellationToken cancellation);
}
