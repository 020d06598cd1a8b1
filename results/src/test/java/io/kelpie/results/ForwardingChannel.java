package io.kelpie.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel whose writes a test may watch or spoil. */
class ForwardingChannel extends FileChannel {
  private final FileChannel file;

  ForwardingChannel(FileChannel file) {
    this.file = file;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return file.write(source);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {}

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new AssertionError("nobody reads what is being written");
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new AssertionError("nobody reads what is being written");
  }

  @Override
  public int read(ByteBuffer target, long position) {
    throw new AssertionError("nobody reads what is being written");
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new AssertionError("written in another way than watched");
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new AssertionError("written in another way than watched");
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new AssertionError("nobody reads what is being written");
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new AssertionError("written in another way than watched");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new AssertionError("written in another way than watched");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return file.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock(position, size, shared);
  }
}
