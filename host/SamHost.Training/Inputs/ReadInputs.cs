using System.Runtime.InteropServices;
using SamHost.Contracts.Data;
using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Training.Inputs;

/// <summary>Inputs that a data set's reader reads, a few batches ahead of the one that is asked for.</summary>
/// <param name="reader">The reader; its data set owns it.</param>
/// <param name="device">Where batches go.</param>
/// <param name="precision">The type of their numbers.</param>
internal sealed class ReadInputs(NamedPart<IInputReader> reader, Device device, ComputePrecision precision) : IExampleInputs
{
    // Two are read while one is trained on. More would take memory, and help only where single batches take much longer than others.
    private const int Ahead = 2;

    private readonly long[] _shape = reader.Call(nameof(IInputReader.InputShape), part => part.InputShape.ToArray());

    public IInputFeed Feed(Tensor places, long batchSize) =>
        new Prefetch(reader, _shape, device, precision, places.data<long>().ToArray(), batchSize);

    public void Dispose()
    {
    }

    private sealed class Prefetch : IInputFeed
    {
        private readonly NamedPart<IInputReader> _reader;
        private readonly long[] _shape;
        private readonly Device _device;
        private readonly ComputePrecision _precision;
        private readonly Queue<(Tensor Inputs, Task Reading)> _batches = new();
        private readonly IEnumerator<long[]> _places;
        private volatile bool _isDisposed;

        public Prefetch(
            NamedPart<IInputReader> reader, long[] shape, Device device, ComputePrecision precision, long[] places, long batchSize)
        {
            (_reader, _shape, _device, _precision) = (reader, shape, device, precision);
            _places = places.Chunk((int)Math.Min(batchSize, int.MaxValue)).GetEnumerator();
            for (var i = 0; i < Ahead; i++) Start();
        }

        public Tensor Next()
        {
            Start();
            var (inputs, reading) = _batches.Dequeue();
            using (inputs)
            {
                _reader.Call(nameof(IInputReader.Read), _ => reading.GetAwaiter().GetResult());
                if (inputs.device_type == _device.type) return _precision.Inputs(inputs);
                using var there = inputs.to(_device);
                return _precision.Inputs(there);
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            foreach (var (inputs, reading) in _batches)
            {
                // The reader writes into the tensor. That it fails for a batch that is not wanted any more is of no account.
                _reader.Call(nameof(IInputReader.Read), _ => ((IAsyncResult)reading).AsyncWaitHandle.WaitOne());
                _ = reading.Exception;
                inputs.Dispose();
            }

            _batches.Clear();
            _places.Dispose();
        }

        private void Read(long[] places, Tensor inputs)
        {
            if (!_isDisposed) _reader.Part.Read(places, MemoryMarshal.Cast<byte, float>(inputs.bytes));
        }

        private void Start()
        {
            if (!_places.MoveNext()) return;
            var places = _places.Current;
            // Zeros: what a reader leaves out is then the same in every run.
            var inputs = zeros([places.Length, .. _shape], ScalarType.Float32).DetachFromDisposeScope();
            _batches.Enqueue((inputs, Task.Run(() => Read(places, inputs))));
        }
    }
}
