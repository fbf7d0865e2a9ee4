using System.Buffers.Binary;
using System.Text;

namespace SamHost.TestSupport;

/// <summary>
/// The labels of CIFAR-10N, pickled as PyTorch has them in the published file: its instructions were read off that by Python's pickletools.
/// </summary>
internal static class LabelPickle
{
    private static readonly string[] Keys =
        ["clean_label", "aggre_label", "worse_label", "random_label1", "random_label2", "random_label3"];

    /// <summary>A label of a set, by the number of its key.</summary>
    public static int Label(int set, int index) => (index * (set + 3) + set) % 10;

    /// <summary>The pickle of all label sets, each with so many labels.</summary>
    public static byte[] Of(int count)
    {
        var pickle = new MemoryStream();
        Write("\u0080\u0002}q\0(");
        foreach (var (set, key) in Keys.Index())
        {
            Text(key);
            Write("q\u0001cnumpy.core.multiarray\n_reconstruct\nq\u0002cnumpy\nndarray\nq\u0003K\0\u0085q\u0004c_codecs\nencode\nq\u0005");
            Text("b");
            Text("latin1");
            Write("\u0086Rq\u0009\u0087R(K\u0001M\u0050\u00c3\u0085cnumpy\ndtype\n");
            Text("i8");
            Write("\u0089\u0088\u0087R(K\u0003");
            Text("<");
            Write("NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089h\u0005");
            var bytes = new byte[count * sizeof(long)];
            for (var index = 0; index < count; index++)
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), Label(set, index));
            Text(Encoding.Latin1.GetString(bytes));
            Write("h\u0007\u0086Rtb");
        }

        Write("u.");
        return pickle.ToArray();

        void Write(string latin1) => pickle.Write(Encoding.Latin1.GetBytes(latin1));

        void Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            pickle.Write([(byte)'X', .. length, .. utf8]);
        }
    }
}
