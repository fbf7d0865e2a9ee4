using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Tests of the program in a folder of its own, which sends to a receiver of the public protocol.</summary>
public abstract class ReceiverTests : IAsyncLifetime
{
    private OtlpReceiver? _receiver;

    private protected CommandRun Run { get; } = new();

    private protected OtlpReceiver Receiver => _receiver!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        Run.Dispose();
        GC.SuppressFinalize(this);
    }
}
