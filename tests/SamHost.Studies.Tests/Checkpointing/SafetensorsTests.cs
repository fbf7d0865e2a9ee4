using System.Buffers.Binary;
using System.Text;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>Tensors in files, held against the format's own text: bytes written by hand.</summary>
[Trait("Duration", "Long")]
public sealed class SafetensorsTests : IDisposable
{
    private const string Header =
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":"""
        + """{"dtype":"I64","shape":[1,1],"data_offsets":[8,16]}}""";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_is_the_one_that_the_format_describes()
    {
        using var file = new MemoryStream();
        Safetensors.Write(
            file, new Dictionary<string, Tensor> { ["b"] = tensor(new long[,] { { -2 } }), ["a"] = tensor(new[] { 1f, 0.5f }) });

        Assert.Equal(ByHand(Header), file.ToArray());
    }

    [Fact]
    public void A_file_of_another_hand_is_read()
    {
        // Another order than that of the numbers, no metadata, no padding.
        File.WriteAllBytes(
            _path, ByHand(
                """{"b":{"shape":[1,1],"data_offsets":[8,16],"dtype":"I64"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
                padded: false));

        var tensors = Safetensors.Read(_path);

        Assert.Equal([1f, 0.5f], tensors["a"].data<float>().ToArray());
        Assert.Equal([1L, 1], tensors["b"].shape);
        Assert.Equal(-2, tensors["b"].item<long>());
        foreach (var item in tensors.Values) item.Dispose();
    }

    [Fact]
    public void Every_type_and_shape_comes_back_to_the_bit()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        ScalarType[] types = [
            ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32,
            ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        var tensors = types.ToDictionary(type => $"layer.{type} \"ü\"", type => (randn(3, 5) * 50).abs().to(type));
        tensors["scalar"] = tensor(double.NaN);
        tensors["empty"] = zeros(0, 7);
        tensors["turned"] = randn(4, 6).t();

        using (var file = File.Create(_path)) Safetensors.Write(file, tensors);
        var read = Safetensors.Read(_path);

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal((expected.dtype, string.Join(",", expected.shape)), (read[name].dtype, string.Join(",", read[name].shape)));
            Assert.Equal(expected.contiguous().bytes.ToArray(), read[name].bytes.ToArray());
            read[name].Dispose();
        }
    }

    [Fact]
    public void A_type_that_the_format_does_not_have_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Safetensors.Write(new MemoryStream(), new Dictionary<string, Tensor> { ["z"] = zeros(2, ScalarType.ComplexFloat32) }));

        Assert.Contains("'z'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON", "{")]
    [InlineData("no object", "[]")]
    [InlineData("a tensor without a shape", """{"a":{"dtype":"F32","data_offsets":[0,16]}}""")]
    [InlineData("an unknown type", """{"a":{"dtype":"F4","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("too few numbers", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}""")]
    [InlineData("a negative size", """{"a":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}""")]
    [InlineData(
        "a size beyond all numbers", """{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,16]}}""")]
    [InlineData(
        "an empty tensor of an endless shape",
        """
            {"a":{"dtype":"F32","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[16],
              "data_offsets":[0,16]}}
            """)]
    [InlineData("a place behind the end", """{"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}""")]
    [InlineData("a place before the begin", """{"a":{"dtype":"F32","shape":[5],"data_offsets":[-4,16]}}""")]
    [InlineData(
        "two in one place",
        """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData(
        "two of one name",
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""")]
    [InlineData("a hole", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""")]
    [InlineData("a rest", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("a shape of texts", """{"a":{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}}""")]
    public void What_does_not_fit_is_refused_with_the_name_of_the_file(string what, string header)
    {
        File.WriteAllBytes(_path, ByHand(header, padded: false));

        var error = Record.Exception(() => Safetensors.Read(_path));

        Assert.True(error is CheckpointException, $"{what}: {error}");
        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_longer_than_its_file_is_not_allocated()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 90_000_000);
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CheckpointException>(() => Safetensors.Read(_path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void No_damaged_file_does_more_than_fail()
    {
        using var scope = NewDisposeScope();
        using (var file = File.Create(
            _path)) Safetensors.Write(
                file, new Dictionary<string, Tensor> { ["a"] = randn(3, 4), ["b"] = zeros(0), ["c"] = ones(2, 2, 2).to(ScalarType.Int16) });
        var whole = File.ReadAllBytes(_path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(whole) + 8;
        var random = new Random(17);
        for (var attempt = 0; attempt < TestScale.Of(small: 2_000, full: 20_000); attempt++)
        {
            var bytes = (byte[])whole.Clone();
            // Where it matters: the header, now and then its length.
            for (var change = random.Next(1, 5); change > 0; change--)
                bytes[random.Next(random.Next(8) == 0 ? 8 : header)] = (byte)random.Next(256);
            if (random.Next(4) == 0) Array.Resize(ref bytes, random.Next(bytes.Length + 20));
            File.WriteAllBytes(_path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                foreach (var item in Safetensors.Read(_path).Values) item.Dispose();
            }
            catch (CheckpointException)
            {
                // As it should be.
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1_000_000, $"attempt {attempt}: {allocated} bytes");
        }
    }

    private static byte[] ByHand(string header, bool padded = true)
    {
        var text = padded ? header.PadRight((header.Length + 7) / 8 * 8) : header;
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return
        [
            .. length, .. Encoding.UTF8.GetBytes(text),
            .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(-2L),
        ];
    }
}
