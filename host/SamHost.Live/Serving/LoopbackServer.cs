using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;

namespace SamHost.Live.Serving;

/// <summary>A page's server: Kestrel on the loopback address, and nowhere else, for whoever was given the link.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // Pages that are open are told that nothing follows; whoever does not read that is cut off.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, Uri link) => (_application, Link) = (application, link);

    /// <summary>The link to the page, with the token that it asks for.</summary>
    public Uri Link { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="page">The file that is the page.</param>
    /// <param name="map">Adds what the page asks for.</param>
    /// <param name="takesPosts">Whether the page may change something.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<LoopbackServer> StartAsync(
        int port, string page, Action<IEndpointRouteBuilder> map, bool takesPosts = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "samhost" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services
            .AddRoutingCore()
            // Whoever started the server ends it; Ctrl-C is theirs.
            .AddSingleton<IHostLifetime, NoLifetime>()
            .Configure<HostOptions>(options => options.ShutdownTimeout = LongestGoodbye);
        var application = builder.Build();
        var rules = new AccessRules(takesPosts);
        application.Use(async (context, next) =>
        {
            if (await rules.AdmitAsync(context).ConfigureAwait(false)) await next(context).ConfigureAwait(false);
        });
        application.MapGet("/", (RequestDelegate)(context => PageFiles.SendAsync(context, page)));
        foreach (var file in PageFiles.Addresses)
            application.MapGet(file, (RequestDelegate)(context => PageFiles.SendAsync(context, file)));
        map(application);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new UserErrorException($"Port {port} of 127.0.0.1 is taken; give another by --port, or none for any that is free.");
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LoopbackServer(application, rules.LinkTo(new Uri(address).Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
