using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace SamHost.TestSupport;

/// <summary>The program in a working directory.</summary>
internal sealed class ProgramEnvironment(string folder) : IHostEnvironment
{
    public string ApplicationName { get; set; } = "samhost";

    public string EnvironmentName { get; set; } = Environments.Production;

    public string ContentRootPath { get; set; } = folder;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
